function plain(a) {
  function nested() {
    return a;
  }
  return nested;
}

const arrow = (x) => x + 1;

const expression = async function () {
  await x;
};

class Thing {
  constructor(a) {
    this.a = a;
  }

  get size() {
    return this.a.length;
  }

  handler = () => {
    this.size;
  };
}

module.exports.exported = function (req) {
  return req;
};

const table = {
  method() { return 1; },
  property: () => 2,
  number: 3,
};

(function () {
  function inside() {}
})();

app.get("/", (req, res) => {
  res.send("anonymous");
});

// expect: plain 1-6
// expect: arrow 8-8
// expect: expression 10-12
// expect: Thing.constructor 15-17
// expect: Thing.size 19-21
// expect: Thing.handler 23-25
// expect: module.exports.exported 28-30
// expect: method 33-33
// expect: property 34-34
// expect: inside 39-39
