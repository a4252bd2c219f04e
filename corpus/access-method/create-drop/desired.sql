create access method heap2 type table handler heap_tableam_handler;
create access method "B tree" type index handler bthandler;
comment on access method heap2 is 'the same again';
