create default conversion c1 for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create conversion "conv 2" for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
comment on conversion c1 is 'old letters';
