"""Find records by any two characters of their title, by pinyin, or by the last four digits of a phone."""
