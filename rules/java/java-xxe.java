class Documents {
    Document read(InputStream stream) throws Exception {
        // ruleid: java-xxe
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(stream);
    }

    XMLStreamReader stream(InputStream stream) throws Exception {
        // ruleid: java-xxe
        return XMLInputFactory.newInstance().createXMLStreamReader(stream);
    }

    Document careful(InputStream stream) throws Exception {
        // ok: java-xxe
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(stream);
    }

    Document empty() throws Exception {
        // ok: java-xxe
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
    }
}
