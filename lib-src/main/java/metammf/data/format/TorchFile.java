package metammf.data.format;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import metammf.base.Heap;

/**
 * Tensors that {@code torch.save} wrote, in the zip archive of today or in the stream of before version 1.6: five
 * pickles (magic number, version, the machine, the object, the keys of its storages), then the storages' bytes.
 */
final class TorchFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Long VERSION = 1001L;
    private static final String PICKLE = "data.pkl";
    private static final int COST = 32; // bytes of memory for a byte of a pickle, which may be compressed

    private final Bytes file;
    private final Map<String, Storage> storages = new LinkedHashMap<>();
    private final Map<String, Bytes> found = new HashMap<>(); // the bytes of the storages, known after the pickle

    private TorchFile(Bytes file) {
        this.file = file;
    }

    /** The numbers of tensors, which lie outside the pickle. */
    record Storage(NumberType type, Bytes bytes) {}

    /** {@return what was saved, built as {@link Pickle} says; a tensor is {@link Numbers}} */
    static Object read(Path file) {
        Bytes bytes = Bytes.of(file);
        TorchFile reader = new TorchFile(bytes);
        byte[] start = bytes.slice(0, Math.min(2, bytes.length())).all();
        if (!new String(start, StandardCharsets.ISO_8859_1).equals("PK")) {
            return reader.stream();
        }
        try (Archive archive = new Archive(file)) {
            return reader.archive(archive);
        }
    }

    private Object archive(Archive archive) {
        String pickle = archive.names().stream()
                .filter(name -> ("/" + name).endsWith("/" + PICKLE))
                .findFirst()
                .orElseThrow(() -> file.error("a file " + PICKLE + " in it", "none"));
        String folder = pickle.substring(0, pickle.length() - PICKLE.length());
        if (archive.names().contains(folder + "byteorder")) {
            String order = new String(archive.bytes(folder + "byteorder").all(), StandardCharsets.US_ASCII);
            file.check(order.equals("little"), "little endian", order);
        }
        Bytes program = archive.bytes(pickle);
        Heap.require(program.name(), COST * program.length());
        Object object = new PickleMachine(program, this::storage).only();
        storages.keySet().forEach(key -> put(key, archive.bytes(folder + "data/" + key)));
        return object;
    }

    private Object stream() {
        PickleMachine pickle = new PickleMachine(file, this::storage);
        Object magic = pickle.next();
        file.check(MAGIC.equals(magic), "PyTorch's magic number", magic);
        Object version = pickle.next();
        file.check(VERSION.equals(version), "version " + VERSION, version);
        Object machine = pickle.next();
        boolean little = machine instanceof Pickle.Dict facts && Boolean.TRUE.equals(facts.get("little_endian"));
        file.check(little, "little endian", machine);
        Object object = pickle.next();
        Object keys = pickle.next();
        file.check(keys instanceof List, "keys of storages", keys);
        long at = pickle.position();
        for (Object key : (List<?>) keys) {
            file.check(key instanceof String && storages.containsKey(key), "the key of a storage of a tensor", key);
            at = find((String) key, at);
        }
        file.check(at == file.length(), at + " bytes", file.length());
        storages.forEach((key, storage) -> storage.bytes.check(found.containsKey(key), "its bytes", "none"));
        return object;
    }

    /** Finds a storage behind its number of numbers, and says where it ends. */
    private long find(String key, long at) {
        Storage storage = storages.get(key);
        long start = at + Long.BYTES;
        long length = storage.bytes.length();
        long expected = length / storage.type.width;
        long received = ByteBuffer.wrap(file.slice(at, Long.BYTES).all())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        storage.bytes.check(received == expected, expected + " numbers", received);
        put(key, file.slice(start, length));
        return start + length;
    }

    private void put(String key, Bytes content) {
        Bytes expected = storages.get(key).bytes;
        expected.check(content.length() == expected.length(), expected.length() + " bytes", content.length());
        found.put(key, content);
    }

    /** The storage of an id: the word storage, its type, its key, where it was, how many numbers it has. */
    private Object storage(Object id) {
        Object[] parts = id instanceof Object[] tuple && tuple.length >= 5 ? tuple : new Object[5];
        NumberType type = PickleTypes.storage(parts[1]);
        boolean good = "storage".equals(parts[0]) && type != null;
        boolean plain = parts.length == 5 || parts[5] == null; // no view of another one
        boolean sized = parts[2] instanceof String && parts[4] instanceof Long;
        file.check(good && plain && sized, "the id of a storage", id);
        long count = (Long) parts[4];
        file.check(count >= 0 && count <= Integer.MAX_VALUE, "a storage of up to 2^31 - 1 numbers", count);
        long length = count * type.width;
        String name = file.name() + ": storage " + Pickle.describe(parts[2]);
        Bytes bytes =
                new Bytes(name, length, position -> found.get(parts[2]).source().from(position));
        Storage storage = storages.computeIfAbsent((String) parts[2], key -> new Storage(type, bytes));
        boolean same = storage.type == type && storage.bytes.length() == length;
        storage.bytes.check(same, "one type and length", "two");
        return storage;
    }
}
