"""Public: landing page, programmes, centres, tips & tricks, stories, statistics, the eligibility check. Reads only."""
