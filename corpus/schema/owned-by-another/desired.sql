create schema s;
create schema t authorization keeper;
