import { CloudWatch } from '../../../local/aws/cloud-watch';
import { cloudWatchDashboard } from '../../../local/template/resources/cloud-watch-dashboard';
import { create } from '../../../local/template/deploy';
import type { Deployment } from '../../../local/template/deployment';
import { Template } from '../../../local/template/template';

const PLACE = { x: 0, y: 0, width: 8, height: 6 };
const GRAPH = {
  view: 'timeSeries',
  title: 'Ages',
  region: 'eu-west-1',
  yAxis: { left: { min: 0, label: 'hours', showUnits: false } },
};
const AGE = ['Ours', 'Age', 'service', 'keeper', 'region', 'eu-central-1'];

/** The dashboards of an account with one of these widgets, in each Region. */
async function dashboards(widgets: readonly object[], regions = ['eu-west-1'], name = 'keeper') {
  const cloudWatch = new CloudWatch(() => undefined);
  for (const region of regions)
    await create(
      cloudWatchDashboard,
      new Template({
        name: 'stack',
        region,
        accountId: '111122223333',
        template: {
          Resources: {
            Dashboard: {
              Type: 'AWS::CloudWatch::Dashboard',
              Properties: { DashboardName: name, DashboardBody: JSON.stringify({ widgets }) },
            },
          },
        },
      }),
      { cloudWatch } as unknown as Deployment,
    );
  return cloudWatch.dashboards;
}

const metricWidget = (properties: object) => ({ ...PLACE, type: 'metric', properties });

test('a line is a metric of the Region of its widget or of another, with all its dimensions', async () => {
  const [dashboard] = await dashboards([
    metricWidget({
      ...GRAPH,
      metrics: [
        [...AGE, { stat: 'Maximum', period: 3600, label: 'worst' }],
        [...AGE, { region: 'us-east-1' }],
      ],
    }),
  ]);

  const dimensions = { service: 'keeper', region: 'eu-central-1' };
  const metric = { namespace: 'Ours', name: 'Age', id: 'metric', dimensions };
  expect(dashboard?.widgets).toMatchObject([
    {
      type: 'graph',
      unit: 'hours',
      lines: [
        {
          label: 'worst',
          metrics: [{ ...metric, region: 'eu-west-1', statistic: 'Maximum', periodSeconds: 3600 }],
        },
        {
          label: 'Age',
          metrics: [{ ...metric, region: 'us-east-1', statistic: 'Average', periodSeconds: 300 }],
        },
      ],
    },
  ]);
});

test('an expression is a line of its own, and the metrics that it is over are not shown', async () => {
  const [dashboard] = await dashboards([
    metricWidget({
      ...GRAPH,
      metrics: [
        [{ label: 'worst', expression: 'age1/3600', period: 300 }],
        [...AGE, { id: 'age1', visible: false }],
        [...AGE, { id: 'age2', visible: false }],
      ],
    }),
  ]);

  expect(dashboard?.widgets).toMatchObject([
    { lines: [{ label: 'worst', expression: 'age1/3600', metrics: [{ id: 'age1' }] }] },
  ]);
});

test.each<[string, object]>([
  ['a widget of another type', { ...PLACE, type: 'explorer', properties: {} }],
  ['another view', metricWidget({ ...GRAPH, view: 'pie', metrics: [] })],
  ['a short form of a metric', metricWidget({ ...GRAPH, metrics: [['Ours', '.', {}]] })],
  [
    'an expression that is not known',
    metricWidget({
      ...GRAPH,
      metrics: [[{ label: 'a', expression: 'RATE(a)', period: 300 }], [...AGE, { id: 'a', visible: false }]],
    }),
  ],
])('%s is not simulated', async (_, widget) => {
  await expect(dashboards([widget])).rejects.toThrow(/^not simulated/);
});

test("two Regions may not have a dashboard of one name, since names are the account's", async () => {
  await expect(dashboards([], ['eu-west-1', 'eu-central-1'])).rejects.toThrow(
    'the account has a dashboard keeper already, of eu-west-1',
  );
});
