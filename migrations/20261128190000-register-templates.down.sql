DROP TABLE template_registrations;
