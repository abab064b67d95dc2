class Unpacker {
    void unpack(ZipInputStream archive, File folder) throws IOException {
        ZipEntry entry;
        while ((entry = archive.getNextEntry()) != null) {
            // ruleid: java-zip-slip
            File target = new File(folder, entry.getName());
            Files.copy(archive, target.toPath());
        }
    }

    void byVariable(ZipFile file, ZipEntry entry, Path folder) throws IOException {
        String name = entry.getName();
        // ruleid: java-zip-slip
        Files.copy(file.getInputStream(entry), folder.resolve(name));
    }

    void careful(ZipInputStream archive, Path folder, ZipEntry entry) throws IOException {
        // ok: java-zip-slip
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) throw new IOException("outside");
        Files.copy(archive, target);
    }

    boolean known(ZipEntry entry, File folder) {
        // ok: java-zip-slip
        return new File(folder, entry.getName()).exists();
    }
}
