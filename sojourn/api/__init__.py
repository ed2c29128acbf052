"""Api: public calls as JSON, with marks that say where a value comes from. Reads only."""
