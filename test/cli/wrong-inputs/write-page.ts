import { writeFileSync } from 'node:fs';
import { PAGE, renderPage } from './page';

writeFileSync(PAGE, renderPage());
