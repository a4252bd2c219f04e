create type stock.movement_kind as enum ('receipt', 'sale', 'return', 'correction', 'transfer');
