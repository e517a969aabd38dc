import { AwsError } from '../api';

/**
 * The names of https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html, for Linux and Windows, of data and boot volumes. That
 * EC2 takes no others is [unverified]; it refuses those by which an instance of the Nitro System sees them itself.
 */
const DEVICE_NAME = /^(\/dev\/)?(sd[a-z]([1-9]|1[0-5])?|xvd[a-z]|xvd[b-d][a-z])$/;

/** Throws where no volume can be attached under this name. */
export const checkDeviceName = (name: string): void => {
  if (!DEVICE_NAME.test(name))
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${name}) for parameter device is invalid. ${name} is not a valid EBS device name.`,
    );
};
