import { answerBy } from '../processes';
import { playBurst } from './play';

answerBy(playBurst);
