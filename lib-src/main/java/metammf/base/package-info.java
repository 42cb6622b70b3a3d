/**
 * What every other package needs: {@link metammf.base.MetaMmfException} for all bad input, {@link metammf.base.Seeds} for
 * independent random streams from one seed, {@link metammf.base.Sha256} for checksums, and {@link metammf.base.Heap} for the
 * memory that is left.
 */
package metammf.base;
