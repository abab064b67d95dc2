function merge(target, source) {
  // ruleid: js-prototype-pollution
  for (const key in source) {
    if (isObject(source[key])) {
      merge(target[key], source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

const extend = function (a, b) {
  // ruleid: js-prototype-pollution
  for (let name of Object.keys(b)) {
    a[name] = typeof b[name] === "object" ? extend(a[name] || {}, b[name]) : b[name];
  }
  return a;
};

function careful(target, source) {
  // ok: js-prototype-pollution
  for (const key of Object.keys(source)) {
    if (key === "__proto__" || key === "constructor") continue;
    if (isObject(source[key])) careful(target[key], source[key]);
    else target[key] = source[key];
  }
}

function shallow(target, source) {
  // ok: js-prototype-pollution
  for (const key in source) {
    target[key] = source[key];
  }
}
