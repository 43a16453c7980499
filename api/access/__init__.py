"""Access: who calls, and the rules, written as data, that say what of which row they may see and change."""
