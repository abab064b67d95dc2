const { exec, execFile, execSync, spawn } = require("child_process");
const child_process = require("child_process");

function convert(req, name, done, pattern) {
  // ruleid: js-shell
  exec(`convert ${name} out.png`, done);
  // ruleid: js-shell
  execSync("file " + name);
  // ruleid: js-shell
  child_process.exec(req.query.command);
  const command = `ls ${name}`;
  // ruleid: js-shell
  exec(command, done);
  // ruleid: js-shell
  spawn("convert", [name, "out.png"], { shell: true });
  // ok: js-shell
  execFile("convert", ["--", name, "out.png"], done);
  // ok: js-shell
  exec("ls -l", done);
  // ok: js-shell
  exec(`${GIT} status`, done);
  // ok: js-shell
  const match = pattern.exec("line " + name);
  // ok: js-shell
  spawn("convert", [name, "out.png"], { stdio: "inherit" });
  // ok: js-shell
  exec("file " + shellQuote(name), done);
  return match;
}
