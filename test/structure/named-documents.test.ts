import { z } from 'zod';
import { ROUTES } from '../../api/routes.ts';
import { CURRENT_PROCESS, process } from '../../domain/process.ts';
import { bodySchema } from '../../records/handlers.ts';

/** Documents are found in a body by the names of its fields (records/named-documents.ts): no shape names one otherwise. */

type Schema = { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; format?: string };
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Schema;

/** Every field of a shape that holds ids, by its path. */
function ids({ properties = {}, items, anyOf = [] }: Schema, path: readonly string[] = []): string[][] {
  return [
    ...Object.entries(properties).flatMap(([name, field]) => {
      const own = [...path, name];
      const holdsIds =
        field.format === 'uuid' || field.items?.format === 'uuid' || field.anyOf?.some((one) => one.format === 'uuid');
      return [...(holdsIds ? [own] : []), ...ids(field, own)];
    }),
    ...(items ? ids(items, path) : []),
    ...anyOf.flatMap((one) => ids(one, path)),
  ];
}

/** Fields that hold ids of something else. */
const OTHERS =
  /^(id|application|applicationId|product|bid|budgetLineId|task|to|programme|party|parties|person|persons|people|members|chair|consultant|invited|delegator|delegate|from|subject|head|member|out|in|replacement|replaces|personId|removeDocuments)$/;

const shapes = [
  ...process(CURRENT_PROCESS).actions.flatMap((row) =>
    [true, false].map((outside) => [`${row.subject} ${row.name}`, jsonOf(bodySchema(row, outside))] as const),
  ),
  ...ROUTES.flatMap((route) =>
    'body' in route && route.body ? [[`${route.method} ${route.path}`, jsonOf(route.body as z.ZodType)] as const] : [],
  ),
];

it('every id in a body is a document’s under the name by which it is found, or of something that is no document', () => {
  const strange = shapes.flatMap(([where, shape]) =>
    ids(shape)
      .filter((path) => !['documentId', 'documentIds'].includes(path.at(-1)!) && !OTHERS.test(path.at(-1)!))
      .map((path) => `${where}: ${path.join('.')}`),
  );
  expect(strange).toEqual([]);
});

it('routes that take documents beside the actions are those that are known to hold them to the rule', () => {
  const routes = ROUTES.flatMap((route) => {
    const shape = 'body' in route && route.body ? jsonOf(route.body as z.ZodType) : {};
    return ids(shape).some((path) => /^documentIds?$/.test(path.at(-1)!)) ? [`${route.method} ${route.path}`] : [];
  });
  expect([...new Set(routes)].sort()).toEqual([
    'patch /applications/{code}',
    'post /applications',
    'post /programmes/{id}/activities',
    'post /programmes/{id}/model-enterprises',
    'post /programmes/{id}/targets/{code}/entries',
    'post /rounds', // an action: open-round
  ]);
});
