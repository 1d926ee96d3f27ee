DELETE FROM approvals WHERE kind = 'template' AND decided_by = 'system:upgrade';
