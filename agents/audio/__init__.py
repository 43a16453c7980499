"""How excited the sound is: windows of one second in, one signal a second out."""
