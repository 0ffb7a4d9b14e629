"""What a person starts the day with: who is waiting, how the deals stand, what a new company has yet to do."""
