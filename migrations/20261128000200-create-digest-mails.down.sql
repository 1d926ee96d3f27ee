DROP TABLE digest_mails;
