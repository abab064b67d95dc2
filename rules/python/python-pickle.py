import copy
import json
import pickle

import joblib
import torch


def restore(path, stream, text):
    # ruleid: python-pickle
    session = pickle.loads(text)
    # ruleid: python-pickle
    model = joblib.load(path)
    # ruleid: python-pickle
    weights = torch.load(path, map_location="cpu")
    # ruleid: python-pickle
    state = pickle.load(stream)
    # ok: python-pickle
    weights = torch.load(path, weights_only=True)
    # ok: python-pickle
    twin = pickle.loads(pickle.dumps(model))
    # ok: python-pickle
    data = json.loads(text)
    # ok: python-pickle
    pickle.dump(model, stream)
    return session, weights, state, twin, data, copy
