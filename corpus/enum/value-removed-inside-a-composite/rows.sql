insert into t values (row('a', 'sad'), array[row('b', 'happy')::person]);
