"""Workers: the processes that watch, judge and render, and how they are asked to leave."""
