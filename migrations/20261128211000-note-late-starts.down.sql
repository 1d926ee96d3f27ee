DROP TABLE late_start_parts;
DROP TABLE late_starts;
