import { keeper } from './keeper';

test('says its version', () => {
  expect(keeper('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
});

test('on the screen stands what we say, and no warning of a library about the Node.js under it', () => {
  const { stdout, stderr } = keeper('status', '--region', 'us-east-1');

  expect(stdout + stderr).toContain('us-east-1: ');
  expect(stdout + stderr).not.toMatch(/Warning/);
});
