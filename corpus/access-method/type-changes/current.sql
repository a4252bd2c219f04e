create access method am type table handler heap_tableam_handler;
