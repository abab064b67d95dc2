namespace App.Core
{
    public class Service : Base
    {
        public Service(int x) : base(x)
        {
        }

        ~Service() { }

        public int Count<T>(T item)
        {
            int Local() { return 1; }
            return Local();
        }

        public int Size
        {
            get { return size; }
            set => size = value;
        }

        public static Service operator +(Service a, Service b) => a;

        abstract void Declared();
    }
}

// expect: App.Core.Service.Service 5-7
// expect: App.Core.Service.~Service 9-9
// expect: App.Core.Service.Count 11-15
// expect: App.Core.Service.Size.get 19-19
// expect: App.Core.Service.Size.set 20-20
// expect: App.Core.Service.operator + 23-23
