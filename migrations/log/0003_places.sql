-- Ids up to 100 are kept for the outlets, drawers and tills a shop is opened with.
-- Can be run again where it was cut off.

INSERT IGNORE INTO id_blocks VALUES ('outlet', 101), ('drawer', 101), ('till', 101);
