select E'\'; \\', e'a\\';
select 'C:\'; select 'it''s;';
select "a;""b", U&"d\0061;t" uescape '!';
select U&'\0061;\', B'0;1', x'1f', N'n;\';
select E'a'
  -- the string goes on, and so do its escapes
  'b\';' as x;
select te'\';
