DROP TABLE installation;
DROP TABLE sending_holds;
