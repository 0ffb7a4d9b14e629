"""Lists, records, editing, trash: the pages of every form."""
