/**
 * Contains what all other packages use: {@link metammf.base.MetaMmfException} for all invalid input, {@link
 * metammf.base.Seeds} for independent random streams from one seed, {@link metammf.base.Sha256} for checksums, and
 * {@link metammf.base.Heap} for the available memory.
 */
package metammf.base;
