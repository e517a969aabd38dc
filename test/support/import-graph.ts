import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { preProcessFile } from 'typescript';

/** By file, the files that it imports, types as well as values. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports among the TypeScript files of some folders of `root`. Throws where one leads to no such file. */
export function importsAmong(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file))
      .sort(),
  );
  const known = new Set(files);
  const imported = (file: string, path: string): string[] => {
    if (!path.startsWith('.') || path.endsWith('.json')) return [];
    const target = relative(root, resolve(root, dirname(file), path)).replace(/(\.ts)?$/, '.ts');
    if (!known.has(target)) throw new Error(`${file} imports ${path}, which is none of the files`);
    return [target];
  };
  return new Map(
    files.map((file) => {
      const { importedFiles } = preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
      return [file, importedFiles.flatMap(({ fileName }) => imported(file, fileName))];
    }),
  );
}

/** The circles of a graph, such as `a → b → a`: none where there is none, and at least one of those that overlap. */
export function circlesIn(graph: ImportGraph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return circles;
}
