class Orders {
    Object read(InputStream stream) throws Exception {
        // ruleid: java-deserialization
        ObjectInputStream in = new ObjectInputStream(stream);
        return in.readObject();
    }

    Object decode(InputStream stream, ObjectMapper mapper) {
        // ruleid: java-deserialization
        mapper.enableDefaultTyping();
        // ruleid: java-deserialization
        return new XMLDecoder(stream).readObject();
    }

    Object filtered(InputStream stream) throws Exception {
        // ok: java-deserialization
        ObjectInputStream in = new ObjectInputStream(stream);
        in.setObjectInputFilter(ObjectInputFilter.Config.createFilter("shop.Order;!*"));
        return in.readObject();
    }

    Object copy(Object order) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(order);
        // ok: java-deserialization
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
