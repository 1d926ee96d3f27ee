DROP TABLE doubt_lookups;
