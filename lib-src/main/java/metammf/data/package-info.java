/** Interactions, splits and features of micro-videos, and the data sets that come with the library. */
package metammf.data;
