import { NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const NAME = 'sweep-2030-01-01T00-00-00Z';
const INPUT = { scheduledAt: '2030-01-01T00:00:00Z' };
const PAYLOAD = { scheduledAt: '2030-01-01T00:00:00Z', volumeId: null };
const STEADY: Script = {
  SweepRegion: [returns({ found: {}, started: 0, tried: 0, deferred: 0, unread: [] })],
  FailureQueue: [returns(null)],
};

const told = (error: string): object => ({
  machine: 'keeper-sweep',
  executionArn: `arn:aws:states:us-east-1:111122223333:execution:keeper-sweep:${NAME}`,
  step: 'SweepRegion',
  error,
  cause: '',
  snapshotIds: [],
  volumeIds: [],
});
