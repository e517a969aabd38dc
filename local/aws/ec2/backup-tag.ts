/** The tag that AWS Backup puts on its snapshots, which EC2 then leaves to AWS Backup. */
export const BACKUP_TAG = 'aws:backup:source-resource';
