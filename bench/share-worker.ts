import { answerBy } from './processes';
import { playShare } from './share-of-year';

answerBy(playShare);
