"""The credit agent: turns the ticks of meters into deductions at the door."""
