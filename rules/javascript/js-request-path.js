const fs = require("fs");

function remove(req, res) {
  const name = req.body.name;
  // ruleid: js-request-path
  fs.unlinkSync(name);
}

const read = (req, folder) => {
  // ruleid: js-request-path
  return fs.readFileSync(folder + "/" + req.query.name);
};

function other(req, folder, name) {
  // ok: js-request-path
  return fs.readFileSync(`${folder}/${name}`, req.query.encoding);
}

function fixed(req) {
  // ok: js-request-path
  fs.appendFile("requests.log", req.query.name);
}
