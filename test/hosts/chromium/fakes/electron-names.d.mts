export declare const electronNames: readonly string[];
export declare const ELECTRON_KEY: string;
