/** The document of AWS by which an instance has Windows make its writers ready, and takes all its volumes itself. Installs what that needs. */
export const VSS_DOCUMENT = 'AWSEC2-VssInstallAndSnapshot';
