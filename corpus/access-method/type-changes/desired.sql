create access method am type index handler bthandler;
