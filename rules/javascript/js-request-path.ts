import * as fs from "fs";
import * as path from "path";
import type { Request, Response } from "express";

export function download(req: Request, res: Response): void {
  // ruleid: js-request-path
  res.sendFile(path.join(uploads, req.params.name));
}

export class Files {
  private async read(req: Request, folder: string): Promise<Buffer> {
    const { name } = req.query as { name: string };
    // ruleid: js-request-path
    return fs.promises.readFile(`${folder}/${name}`);
  }
}

export function rooted(req: Request, res: Response): void {
  // ok: js-request-path
  res.sendFile(req.params.name, { root: uploads });
}

export function careful(req: Request, res: Response): void {
  // ok: js-request-path
  res.sendFile(path.join(uploads, path.basename(req.params.name)));
}
