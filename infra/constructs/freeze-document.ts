import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { freezeDocument } from '../documents/freeze-document';
import { freezeScript } from '../documents/freeze-script';
import { nameOf } from '../names';
import type { Settings } from '../settings';

/** Systems Manager keeps names that begin with aws, amazon or amzn, as a deployment's may. */
export const freezeDocumentName = (settings: Pick<Settings, 'deployment' | 'primary'>): string =>
  `freeze-${nameOf(settings)}`;

/** The command document that freezes and thaws the instances of a Region. A changed script is a new version of it, which is then the default. */
export class FreezeDocument extends CfnDocument {
  constructor(scope: Construct, id: string, settings: Pick<Settings, 'deployment' | 'primary'>) {
    super(scope, id, {
      name: freezeDocumentName(settings),
      documentType: 'Command',
      documentFormat: 'JSON',
      targetType: '/AWS::EC2::Instance',
      updateMethod: 'NewVersion',
      content: freezeDocument(freezeScript()),
    });
  }
}
