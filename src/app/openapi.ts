import { z } from 'zod';
import { type Route, route, routes } from '#platform/web';

/**
 * The machines' side of the hub as OpenAPI 3.1, made from the routes themselves: a route under /api/ is in it the moment it
 * is declared, with the shapes its handler checks.
 */
export function openApi(url: string, all: readonly Route[] = routes()): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of all.filter(({ path }) => path.startsWith('/api/'))) {
    const path = one.path.replace(/:(\w+)(\{[^/]*\})?/g, '{$1}');
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation(one) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kyojo',
      version: '1',
      description: 'What machines may ask this hub and send to it. Refusals are problem documents (RFC 9457).',
    },
    servers: [{ url }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Token of a feed, or of an organisation (made on its page)',
        },
      },
    },
  };
}

function operation(one: Route): Record<string, unknown> {
  const shape = (schema: z.ZodType) =>
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' }) as {
      properties?: Record<string, object>;
      required?: string[];
    };
  const inPath = [...one.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = one.query ? shape(one.query) : {};
  const inQuery = Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) ?? false,
    schema,
  }));
  const body = one.streams
    ? { requestBody: { required: true, content: { 'application/octet-stream': {} } } }
    : one.form
      ? { requestBody: { required: true, content: { 'application/json': { schema: shape(one.form) } } } }
      : {};
  return {
    summary: one.summary ?? '',
    ...(one.permission === 'public' ? {} : { security: [{ token: [] }] }),
    ...(inPath.length + inQuery.length > 0 ? { parameters: [...inPath, ...inQuery] } : {}),
    ...body,
    responses: {
      200: {
        description: 'Done',
        ...(one.answers
          ? {
              content: {
                'application/json': {
                  schema: z.toJSONSchema(one.answers, {
                    io: 'output',
                    unrepresentable: 'any',
                    target: 'draft-2020-12',
                  }),
                },
                ...(query.properties?.format ? { 'text/csv': { schema: { type: 'string' } } } : {}),
              },
            }
          : {}),
      },
      ...(one.answers ? { 304: { description: 'Not changed since the ETag that was sent' } } : {}),
      ...(one.streams ? { 202: { description: 'Taken in' } } : {}),
      default: {
        description: 'Refused',
        content: {
          'application/problem+json': {
            schema: {
              type: 'object',
              properties: {
                title: { type: 'string' },
                status: { type: 'integer' },
                code: { type: 'string' },
                reference: { type: 'string' },
              },
            },
          },
        },
      },
    },
  };
}

route({
  method: 'GET',
  path: '/api/openapi.json',
  permission: 'public',
  summary: 'This document',
  handle: async (c) => Response.json(openApi(c.house.url)),
});
