import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/protocols';
import { snapshotsIn } from '../../../functions/aws/snapshots';
import { volumesIn } from '../../../functions/aws/volumes';
import { ec2ClientIn } from '../../../cli/deployed/ec2-client';
import { failedCall } from '../../../cli/terminal/failed-call';
import { vol } from '../../support/builders';

const clientThatGets = (body: string) =>
  ec2ClientIn('us-east-1', {
    handle: () =>
      Promise.resolve({
        response: new HttpResponse({
          statusCode: 200,
          headers: {},
          body: Readable.from([Buffer.from(body)]),
        }),
      }),
  });

const told = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    (answer) => `answered ${JSON.stringify(answer)}`,
    (error: unknown) =>
      failedCall(error, 'the call', {}, { region: 'us-east-1', policyIn: 'a page', otherwise: 'Again.' }),
  );

beforeEach(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'a';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'b';
});

afterEach(() => {
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
});

test.each([
  ['that is whole', '<html><body>Please log in</body></html>'],
  ['that is no XML', '<!DOCTYPE html><html><head><link rel="x"></head><body>Please log in<br></body></html>'],
  ['that is empty', ''],
])('a page with status 200 %s is told to be none of AWS, and not that there is nothing', async (_, page) => {
  const words = /^the call failed: what answered is not AWS\./;

  expect(await told(volumesIn(clientThatGets(page)).byId(vol(1)))).toMatch(words);
  expect(await told(snapshotsIn(clientThatGets(page)).ofVolumes([vol(1)]))).toMatch(words);
});

test('where EC2 has nothing, that is an answer', async () => {
  const answer = (list: string) =>
    `<R xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><${list}/></R>`;

  expect(await told(volumesIn(clientThatGets(answer('volumeSet'))).byId(vol(1)))).toBe('answered undefined');
  expect(await told(snapshotsIn(clientThatGets(answer('snapshotSet'))).ofVolumes([vol(1)]))).toBe(
    'answered []',
  );
});
