package metammf.data.folder;

import static metammf.base.MetaMmfException.require;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import metammf.data.Modality;
import metammf.data.format.Bytes;
import metammf.data.format.Delimited;
import metammf.data.format.Pickle;

/** The files of LATTICE and MICRO: {@code 5-core/train.json} and its like, user to items, and features next to them. */
final class JsonLayout {
    private JsonLayout() {}

    static List<Path> recognise(Folder folder) {
        return folder.inner("5-core")
                .map(core -> core.findAll("train\\.json", "val\\.json", "test\\.json"))
                .orElse(List.of());
    }

    static Draft read(Folder folder, List<Path> files, Findings findings) {
        List<Pairs> parts = files.stream().map(JsonLayout::read).toList();
        List<Modality> modalities = Contents.read(folder, ContentChoice.atLeast(Pairs.items(parts), findings));
        return Draft.numbered(parts, 0, modalities, findings);
    }

    private static Pairs read(Path file) {
        Pairs pairs = new Pairs(file.toString(), "user");
        Json.read(Bytes.of(file), (name, items) -> {
            int user = Delimited.id(name);
            require(user >= 0, "%s: expected users 0 .. 2^31 - 2, received %s", file, Pickle.describe(name));
            for (double item : items) {
                require(item == Math.rint(item), "%s: user %d: expected an id, received %s", file, user, item);
            }
            pairs.add(
                    user, DoubleStream.of(items).mapToLong(item -> (long) item).toArray(), user);
        });
        return pairs;
    }
}
