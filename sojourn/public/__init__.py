"""Public: call, programmes, centres, tips, stories, statistics, the check "can I apply?". Reads only."""
