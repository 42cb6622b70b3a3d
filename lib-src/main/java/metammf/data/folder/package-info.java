/**
 * Opens data sets: {@link metammf.data.folder.Datasets} reads the built-in set, downloads public sets and recognises the
 * layout of a folder. It reads the files, numbers users and items, and returns a {@link metammf.data.Dataset}.
 *
 * <h2>A folder of your own</h2>
 *
 * <p>{@link metammf.data.folder.Datasets#open(java.nio.file.Path)} reads a folder with one table of interactions and any number
 * of content files:
 *
 * <pre>
 * my-data/
 *   interactions.csv      user,item,split,timestamp
 *                         anna,film-7,train,1700000000
 *                         anna,film-9,test,1700000100
 *   visual.npy            a row of numbers for every item, or
 *   visual.csv            item,f0,f1,f2
 *                         film-7,0.5,-1,0.25
 *                         film-9,0,1,0.125
 * </pre>
 *
 * <table class="striped">
 * <caption>The table, {@code interactions.csv} (commas) or {@code interactions.tsv} (tabs): UTF-8 with a header</caption>
 * <thead><tr><th>column</th><th>what it holds</th></tr></thead>
 * <tbody>
 * <tr><td>{@code user}, {@code user_id} or {@code uid}</td><td>any text</td></tr>
 * <tr><td>{@code item}, {@code item_id}, {@code iid}, {@code video}, {@code video_id}, {@code vid}, {@code photo} or
 *     {@code photo_id}</td><td>any text; the number of a row, from 0, if a content file has no ids</td></tr>
 * <tr><td>{@code split} or {@code x_label}; optional</td><td>{@code train}, {@code validation} or {@code test}, or 0, 1,
 *     2</td></tr>
 * <tr><td>{@code timestamp}, {@code time_ms}, {@code ts}, {@code time}, {@code datetime} or {@code date};
 *     optional</td><td>numbers in any unit, with or without fractions, or dates such as {@code 2020-09-01} and
 *     {@code 2020-09-01T11:27:10.599+08:00}. Times are read only if there is no {@code split}: then every user's past
 *     trains and the future tests ({@link metammf.data.Split#byTimePerUser}). Without both columns the pairs are split at
 *     random within every user ({@link metammf.data.Split#perUser}, seed 1).</td></tr>
 * </tbody>
 * </table>
 *
 * <p>In the names of columns, upper and lower case, {@code _}, {@code -} and blanks make no difference, and a type such as
 * {@code :token} is left out: {@code userID} and {@code user_id:token} are {@code user_id}. Two columns of users or of
 * items are refused. Of several columns of times the first in the order above counts that has a time in the first row,
 * and the card says which. Other columns, such as ratings, are not read, and the card says so.
 *
 * <p>Only in {@code .csv} files may fields be quoted, as RFC 4180 says; in {@code .tsv} and {@code .inter} files a
 * quotation mark is an ordinary character. A quotation that may have swallowed lines is refused, unless all fields of the
 * file are quoted. Every row is read or left out with a reason that the card gives; blank lines are left out.
 *
 * <p>Users and items are numbered as they come; ids that are exactly 0 .. n - 1 keep their numbers. The optional files
 * {@code user_ids.csv} and {@code item_ids.csv} number them otherwise and also name those without interactions: a row
 * for each, with the columns {@code number}, from 0, and {@code id}. {@link metammf.data.Dataset#ids()} knows the original
 * ids.
 *
 * <table class="striped">
 * <caption>Content, one modality a file, named like the file</caption>
 * <thead><tr><th>file</th><th>how rows belong to items</th></tr></thead>
 * <tbody>
 * <tr><td>{@code NAME.npy}, {@code NAME.safetensors}, {@code NAME.npz} with one matrix; of any type of number</td>
 *     <td>row n is item n</td></tr>
 * <tr><td>{@code features.safetensors}, {@code features.npz}: any number of matrices, one modality each, named like the
 *     matrix</td><td>row n is item n</td></tr>
 * <tr><td>{@code NAME.csv}, {@code NAME.tsv} with a header that has a column of items, or the column without a name in
 *     which pandas writes its index</td><td>by that column</td></tr>
 * <tr><td>{@code NAME.csv}, {@code NAME.tsv} otherwise, with or without a header</td><td>row n is item n</td></tr>
 * <tr><td>{@code NAME.json}: an object from an item's id to a list of numbers</td><td>by the ids</td></tr>
 * </tbody>
 * </table>
 *
 * <p>An item may lack a modality: its row in a matrix consists of NaN, or the optional file {@code missing.csv} names both in
 * a row with the columns {@code modality} and {@code item}. {@link metammf.data.ItemFeatures#imputed} fills such rows.
 *
 * <p>Row n is item n only if the items' ids are 0 .. I - 1 or {@code item_ids.csv} numbers them. If the first line of a
 * table are numbers, it is a header or an item; the number of rows decides, and a table that may be read both ways is
 * refused. Names such as {@code f0}, {@code f1} or a column {@code item} make it clear.
 *
 * <p>The files of features determine which items exist. An item without interactions is cold and can still be
 * recommended; an interaction with an item that has no features is an error. All files must agree on the items. The names {@code v},
 * {@code video}, {@code image}; {@code a}, {@code audio}; {@code t}, {@code text}, with or without {@code feat}, become
 * {@code visual}, {@code acoustic} and {@code textual}.
 *
 * <p>{@code metammf.experiment.Export.dataset} writes a data set as such a folder, which reads back equal.
 *
 * <h2>Folders of other programs</h2>
 *
 * <p>A folder is recognised by its files, and by what they hold where a name has several meanings; the data card says so.
 *
 * <table class="striped">
 * <caption>Layouts of other programs</caption>
 * <thead><tr><th>program</th><th>files</th></tr></thead>
 * <tbody>
 * <tr><td>MMRec, RecBole</td><td>{@code *.inter} and content; of several tables, the one that is called like the folder,
 *     the only one with a split, or the only one that fits the content</td></tr>
 * <tr><td>MMGCN, MetaMMF, GRCN, InvRL</td><td>{@code train.npy}, {@code val.npy}, {@code test.npy}</td></tr>
 * <tr><td>CLCRec</td><td>{@code user_item_train_dict.npy}, {@code val_full.npy}, {@code test_full.npy}</td></tr>
 * <tr><td>DiffMM, MMSSL, SSLRec</td><td>{@code trnMat.pkl}, {@code train_mat.pkl} or {@code trn_mat_buy.pkl} and its like:
 *     SciPy's coo, csr, csc and lil matrices, also from {@code save_npz}. The shape says how many users and items there
 *     are.</td></tr>
 * <tr><td>LATTICE, MICRO</td><td>{@code 5-core/train.json} and its like</td></tr>
 * <tr><td>LightGCN, NGCF</td><td>{@code train.txt}, {@code test.txt}: a user and its items in each line; a user without
 *     items counts</td></tr>
 * <tr><td>SELFRec</td><td>{@code train.txt}, {@code test.txt}: a user, an item and a weight in each line. Files that may
 *     be either kind are refused.</td></tr>
 * <tr><td>MicroLens</td><td>{@code *_pairs.tsv}: a user and its items in the order of time</td></tr>
 * <tr><td>any</td><td>a {@code .csv} or {@code .tsv} file with a column of users and one of items</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Hidden files are passed over. Next to a table, every other file is left out with a warning that names it and the
 * reason: mappings of ids, graphs, lists, tables of metadata, matrices of another size. Features with a mistake are an
 * error: a file that is called features or a modality, or that differs by few rows.
 */
package metammf.data.folder;
