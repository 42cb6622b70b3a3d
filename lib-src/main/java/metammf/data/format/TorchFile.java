package metammf.data.format;

import static metammf.base.MetaMmfException.require;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors that {@code torch.save} wrote, in the zip archive of today or in the stream of before version 1.6: five
 * pickles (magic number, version, the machine, the object, the keys of its storages), then the storages' bytes.
 */
public final class TorchFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Long VERSION = 1001L;
    private static final String PICKLE = "data.pkl";
    private static final int COST = 32; // bytes of memory for a byte of a pickle, which may be compressed

    private final Bytes file;
    private final Map<String, PickleTypes.Storage> storages = new LinkedHashMap<>();

    private TorchFile(Bytes file) {
        this.file = file;
    }

    /**
     * Reads what was saved.
     *
     * @param file the file
     * @return the object, built as {@link Pickle} says; a tensor is {@link Numbers}
     * @throws metammf.base.MetaMmfException if the file is malformed, or holds more than data
     */
    public static Object read(Path file) {
        Bytes bytes = Bytes.of(file);
        TorchFile reader = new TorchFile(bytes);
        boolean zip =
                new String(bytes.slice(0, Math.min(2, bytes.length())).all(), StandardCharsets.ISO_8859_1).equals("PK");
        if (!zip) {
            return reader.stream();
        }
        try (Archive archive = new Archive(file)) {
            return reader.archive(archive);
        }
    }

    private Object archive(Archive archive) {
        String pickle = null;
        for (String name : archive.names()) {
            pickle = pickle == null && (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) ? name : pickle;
        }
        require(pickle != null, "%s: expected a file %s in it, received none", file.name(), PICKLE);
        String folder = pickle.substring(0, pickle.length() - PICKLE.length());
        if (archive.has(folder + "byteorder")) {
            String order = new String(archive.bytes(folder + "byteorder").all(), StandardCharsets.US_ASCII);
            require(order.equals("little"), "%s: expected little endian, received %.20s", file.name(), order);
        }
        Bytes program = archive.bytes(pickle);
        Heap.require(program.name(), COST * program.length());
        Object object = new PickleMachine(program, this::storage).only();
        storages.forEach((key, storage) -> put(storage, archive.bytes(folder + "data/" + key)));
        return object;
    }

    private Object stream() {
        PickleMachine pickle = new PickleMachine(file, this::storage);
        requireThatItIs(MAGIC, pickle.next(), "PyTorch's magic number");
        requireThatItIs(VERSION, pickle.next(), "version " + VERSION);
        Object machine = pickle.next();
        require(
                machine instanceof Pickle.Dict facts && Boolean.TRUE.equals(facts.get("little_endian")),
                "%s: expected little endian, received %s",
                file.name(),
                Pickle.describe(machine));
        Object object = pickle.next();
        Object keys = pickle.next();
        require(keys instanceof List, "%s: expected keys of storages, received %s", file.name(), Pickle.describe(keys));
        storages((List<?>) keys, pickle.position());
        return object;
    }

    private void requireThatItIs(Object expected, Object received, String what) {
        require(
                expected.equals(received),
                "%s: expected %s, received %s",
                file.name(),
                what,
                Pickle.describe(received));
    }

    private void storages(List<?> keys, long start) {
        long at = start;
        for (Object key : keys) {
            require(
                    key instanceof String && storages.containsKey(key),
                    "%s: expected a key of %s, received %s",
                    file.name(),
                    storages.keySet(),
                    Pickle.describe(key));
            at = storage(storages.get(key), at);
        }
        require(at == file.length(), "%s: expected %d bytes, received %d", file.name(), at, file.length());
        storages.values().forEach(s -> require(s.isThere(), "%s: expected its bytes, received none", s.name()));
    }

    /** Finds a storage behind its number of numbers, and says where it ends. */
    private long storage(PickleTypes.Storage storage, long at) {
        long expected = storage.length() / storage.type().width();
        long received = ByteBuffer.wrap(file.slice(at, Long.BYTES).all())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        require(
                received == expected,
                "%s: byte %d: expected %d numbers, received %d",
                file.name(),
                at,
                expected,
                received);
        put(storage, file.slice(at + Long.BYTES, storage.length()));
        return at + Long.BYTES + storage.length();
    }

    private static void put(PickleTypes.Storage storage, Bytes bytes) {
        require(
                bytes.length() == storage.length(),
                "%s: expected %d bytes, received %d",
                storage.name(),
                storage.length(),
                bytes.length());
        storage.put(bytes);
    }

    /** The storage of an id: the word storage, its type, its key, where it was, how many numbers it has. */
    private Object storage(Object id) {
        Object[] parts = id instanceof Object[] tuple ? tuple : PickleTypes.EMPTY;
        require(
                parts.length >= 5
                        && "storage".equals(parts[0])
                        && PickleTypes.storage(parts[1]) != null
                        && parts[2] instanceof String
                        && parts[4] instanceof Long
                        && (parts.length == 5 || parts[5] == null),
                "%s: expected the id of a storage, received %s",
                file.name(),
                Pickle.describe(id));
        return storage((String) parts[2], PickleTypes.storage(parts[1]), (Long) parts[4]);
    }

    private PickleTypes.Storage storage(String key, NumberType type, long count) {
        require(
                count >= 0 && count <= Integer.MAX_VALUE, // no array of Java is longer
                "%s: expected a storage of up to 2^31 - 1 numbers, received %d",
                file.name(),
                count);
        String name = file.name() + ": storage " + Pickle.describe(key);
        PickleTypes.Storage storage =
                storages.computeIfAbsent(key, k -> new PickleTypes.Storage(name, type, count * type.width()));
        require(
                storage.type() == type && storage.length() == count * type.width(),
                "%s: expected one type and length, received two",
                name);
        return storage;
    }
}
