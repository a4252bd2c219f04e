select '${b}';
